// The entry in the language status area: health, dialect and env of the file in front.
import * as vscode from 'vscode';

/** Parameters of `mercator/status`; see lsp/server/EXTENSIONS.md. */
export interface ServerStatus {
  health: 'ok' | 'warning';
  quiescent: boolean;
  files: number;
  message?: string;
}

/** Answer of `mercator/fileStatus`. */
export interface FileStatus {
  language: string;
  languageId: string;
  modules: string[];
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

  /** Dialect and modules of the file in front. */
  explain(status: FileStatus | undefined): void {
    this.item.detail = status ? [status.language, ...status.modules].join(', ') : 'this file is not checked';
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
