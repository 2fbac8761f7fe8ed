// A picture of the server, and every change of it for as long as somebody looks.
import * as vscode from 'vscode';
import type { Client } from './client';

/** The part of an answer that is of interest here; see lsp/server/EXTENSIONS.md. */
export interface Answer {
  version: number;
  from: number | null;
  about: { module: string };
  scene: { cards: Card[]; edges: Edge[]; gone: string[] };
  starts: Record<string, { uri: string; line: number } | null>;
  pieces: Record<string, { whole: Spans | null; rows: Record<string, Spans>; keys: Record<string, Spans> } | null>;
}

/** What is done to a picture before it is shown. */
export type Act = 'tidy' | 'undo';

export type Span = [number, number, number, number];
export type Spans = [Span, Span];

export interface Card {
  id: string;
  kind: string;
  schema: string;
  name: string;
  comment: string | null;
  columns: string[];
  rows: { name: string; type: string; nullable: boolean; primary: boolean; foreign: boolean }[];
}

export interface Edge {
  id: string;
  name: string;
  from: string;
  fromColumns: string[];
  to: string | null;
  toColumns: string[];
}

interface Looker {
  picture(answer: Answer): void | Promise<void>;
  trouble(message: string): void | Promise<void>;
}

/** After a change, so long is waited for the next one to be drawn with it. */
const PAUSE_MS = 60;
/** After a failure; each time twice as long as before, up to a limit. */
const RETRY_MS = 1000;
const LONGEST_RETRY_MS = 16_000;

export class Following implements vscode.Disposable {
  private readonly source = new vscode.CancellationTokenSource();

  /** `version` has been seen already. */
  constructor(client: Client, params: object, start: { act?: Act; version?: number }, looker: Looker) {
    void this.run(client, params, start, looker);
  }

  private async run(client: Client, params: object, start: { act?: Act; version?: number }, looker: Looker): Promise<void> {
    const { token } = this.source;
    let { act, version } = start;
    let retry = RETRY_MS;
    while (!token.isCancellationRequested) {
      try {
        const asked = version === undefined ? { ...params, act } : { ...params, version };
        const answer = await client.request<Answer | null>(version === undefined ? 'mercator/erd' : 'mercator/erdChanged', asked, token);
        if (answer && !token.isCancellationRequested) {
          version = answer.version;
          // What was to be done is done, also if everything is asked for again.
          act = undefined;
          await looker.picture(answer);
          retry = RETRY_MS;
        }
        await pause(answer ? PAUSE_MS : RETRY_MS);
      } catch (error) {
        if (!token.isCancellationRequested) {
          await looker.trouble(error instanceof Error ? error.message : String(error));
        }
        version = undefined;
        await pause(retry);
        retry = Math.min(2 * retry, LONGEST_RETRY_MS);
      }
    }
  }

  dispose(): void {
    this.source.cancel();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
