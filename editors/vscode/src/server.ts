// Which program is the server, and why.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

export interface Server {
  command: string;
  /** For the log and for messages. */
  why: string;
}

const PROGRAM = process.platform === 'win32' ? 'mercator.exe' : 'mercator';

/** The setting, in a trusted workspace; else the bundled program; else whatever the PATH has, in a trusted workspace. */
export function findServer(context: vscode.ExtensionContext): Server {
  const bundled = context.asAbsolutePath(path.join('server', PROGRAM));
  const configured = vscode.workspace.getConfiguration('mercator').get<string>('server.path', '').trim();
  if (vscode.workspace.isTrusted && configured) {
    return { command: expandHome(configured), why: 'the setting mercator.server.path' };
  }
  if (fs.existsSync(bundled) || !vscode.workspace.isTrusted) {
    return { command: bundled, why: 'it comes with the extension' };
  }
  return { command: PROGRAM, why: 'no server comes with this extension, so the PATH is searched' };
}

function expandHome(file: string): string {
  return file === '~' || file.startsWith('~/') ? path.join(os.homedir(), file.slice(1)) : file;
}
