// The connection to the server: start, restart, and what to say when it does not start.
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State, StaticFeature } from 'vscode-languageclient/node';
import type { LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { findServer } from './server';
import type { FileStatus, ServerStatus, StatusItem } from './status';

/** Restarts within this time count towards giving up. */
const WINDOW_MS = 3 * 60 * 1000;
const MAX_RESTARTS = 5;

export class Client {
  private client: LanguageClient | undefined;
  private crashes: number[] = [];
  private readonly started = new vscode.EventEmitter<void>();
  /** The server runs, for the first time or again. */
  readonly onDidStart = this.started.event;
  private readonly notifications: [string, (params: unknown) => void][] = [];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly status: StatusItem,
  ) {}

  async start(): Promise<void> {
    const server = findServer(this.context);
    this.output.info(`starting \`${server.command} lsp --stdio\`: ${server.why}`);
    const run = { command: server.command, args: ['lsp', '--stdio'] };
    const options: ServerOptions = { run, debug: run };
    const client = new LanguageClient('mercator', 'Mercator', options, this.clientOptions());
    client.registerFeature(announceExtensions);
    client.onNotification('mercator/status', (status: ServerStatus) => {
      this.status.show(status);
      this.refreshStatus();
    });
    for (const [method, handler] of this.notifications) {
      client.onNotification(method, handler);
    }
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) {
        this.status.stopped();
      } else if (newState === State.Running) {
        this.started.fire();
      }
    });
    this.client = client;
    try {
      await client.start();
      this.refreshStatus();
    } catch (error) {
      this.client = undefined;
      this.status.stopped();
      // Not awaited: the extension is active, whether or not somebody answers the message.
      void this.explainFailure(server.command, server.why, error);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop();
    }
  }

  async restart(): Promise<void> {
    this.crashes = [];
    await this.stop();
    await this.start();
  }

  /** Listens to notifications of ours, from the next start of the server on. */
  onNotification<P>(method: string, handler: (params: P) => void): void {
    this.notifications.push([method, handler as (params: unknown) => void]);
  }

  /** The answer of the server; nothing when it does not run. */
  async request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R | undefined> {
    if (this.client?.state !== State.Running) {
      return undefined;
    }
    // An argument more would be sent as a parameter more, even if it is nothing.
    return token ? this.client.sendRequest<R>(method, params, token) : this.client.sendRequest<R>(method, params);
  }

  /** A URI as the server spells it. */
  uri(uri: vscode.Uri): string {
    return this.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  /** What the server says about a document; nothing when it does not run. */
  async why(document: vscode.TextDocument): Promise<string | undefined> {
    if (this.client?.state !== State.Running) {
      return undefined;
    }
    const textDocument = this.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    return this.client.sendRequest<string>('mercator/whyNotChecked', { textDocument });
  }

  private async fileStatus(document: vscode.TextDocument): Promise<FileStatus | undefined> {
    if (this.client?.state !== State.Running) {
      return undefined;
    }
    const textDocument = this.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    return (await this.client.sendRequest<FileStatus | null>('mercator/fileStatus', { textDocument })) ?? undefined;
  }

  refreshStatus(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isOurs(document)) {
      return;
    }
    this.fileStatus(document).then((status) => this.status.explain(status), () => undefined);
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: 'file', pattern: '**/*.hcl' },
        ...OUR_LANGUAGES.map((language) => ({ scheme: 'untitled', language })),
      ],
      initializationOptions: settings(),
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
    };
  }

  private closed(): { action: CloseAction; handled?: boolean } {
    const now = Date.now();
    this.crashes = [...this.crashes.filter((time) => now - time < WINDOW_MS), now];
    if (this.crashes.length < MAX_RESTARTS) {
      return { action: CloseAction.Restart, handled: true };
    }
    void this.offer('The Mercator server ended five times within three minutes and is not started again.');
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async explainFailure(command: string, why: string, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    this.output.error(`\`${command} lsp --stdio\` did not start: ${reason}`);
    await this.offer(`The Mercator server did not start: ${reason}. Tried \`${command} lsp --stdio\` (${why}).`);
  }

  private async offer(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, 'Show Output', 'Open Settings', 'Restart');
    if (choice === 'Show Output') {
      this.output.show();
    } else if (choice === 'Open Settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'mercator.server.path');
    } else if (choice === 'Restart') {
      await this.restart();
    }
  }
}

export const OUR_LANGUAGES = [
  'atlas-config',
  'atlas-schema-postgresql',
  'atlas-schema-mysql',
  'atlas-schema-mariadb',
  'atlas-schema-sqlite',
  'atlas-schema-mssql',
  'atlas-schema-clickhouse',
  'atlas-schema-redshift',
  'atlas-test',
  'atlas-plan',
  'atlas-rule',
  'atlas-script',
];

export function isOurs(document: vscode.TextDocument): boolean {
  return document.uri.path.endsWith('.hcl') || OUR_LANGUAGES.includes(document.languageId);
}

function settings(): unknown {
  const config = vscode.workspace.getConfiguration('mercator');
  return {
    dialect: config.get('dialect'),
    env: config.get('env'),
    diagnostics: { enable: config.get('diagnostics.enable') },
    plan: config.get('plan'),
  };
}

/** Tells the server which of its own methods we understand. */
const announceExtensions: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), mercatorStatus: true, mercatorPlan: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};
