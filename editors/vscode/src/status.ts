// The entry in the language status area: health, dialect and env of the file in front.
import * as vscode from 'vscode';

/** Parameters of `mercator/status`; see lsp/server/EXTENSIONS.md. */
export interface ServerStatus {
  health: 'ok' | 'warning';
  quiescent: boolean;
  files: number;
  message?: string;
}

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('mercator.status', [{ pattern: '**/*.hcl' }]);

  constructor() {
    this.item.name = 'Mercator';
    this.item.text = 'Mercator';
    this.item.command = { command: 'mercator.whyNotChecked', title: 'Why?' };
    this.item.busy = true;
  }

  show(status: ServerStatus): void {
    this.item.busy = !status.quiescent;
    this.item.severity =
      status.health === 'ok' ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Warning;
    this.item.text = status.message ? `Mercator: ${status.message}` : 'Mercator';
  }

  /** Module and dialect of the file in front, in the words of the server. */
  explain(why: string | undefined): void {
    const config = vscode.workspace.getConfiguration('mercator');
    const env = config.get<string>('env', '') || 'all envs';
    const dialect = config.get<string>('dialect', 'auto');
    this.item.detail = why?.split('\n')[0] || `dialect ${dialect}, ${env}`;
  }

  stopped(): void {
    this.item.busy = false;
    this.item.severity = vscode.LanguageStatusSeverity.Error;
    this.item.text = 'Mercator: not running';
  }

  dispose(): void {
    this.item.dispose();
  }
}
