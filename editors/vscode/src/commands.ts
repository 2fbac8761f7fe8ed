// The commands of the palette.
import * as vscode from 'vscode';
import type { Client } from './client';

export function registerCommands(client: Client, output: vscode.LogOutputChannel): vscode.Disposable[] {
  const register = vscode.commands.registerCommand;
  return [
    register('mercator.restartServer', () => client.restart()),
    register('mercator.showOutput', () => output.show()),
    register('mercator.whyNotChecked', () => whyNotChecked(client)),
    register('mercator.selectDialect', selectDialect),
  ];
}

async function whyNotChecked(client: Client): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) {
    void vscode.window.showInformationMessage('Open a schema file first.');
    return;
  }
  const why = await client.why(document);
  const choice = await vscode.window.showInformationMessage(
    why || 'The Mercator server does not run, so nothing is checked.',
    'Select Dialect',
    'Show Output',
  );
  if (choice === 'Select Dialect') {
    await selectDialect();
  } else if (choice === 'Show Output') {
    await vscode.commands.executeCommand('mercator.showOutput');
  }
}

const DIALECTS: [string, string][] = [
  ['auto', 'Find out from the project file, the file name and the content'],
  ['postgres', 'PostgreSQL'],
  ['mysql', 'MySQL'],
  ['mariadb', 'MariaDB'],
  ['sqlite', 'SQLite'],
  ['sqlserver', 'SQL Server'],
  ['clickhouse', 'ClickHouse'],
  ['redshift', 'Redshift'],
];

async function selectDialect(): Promise<void> {
  const config = vscode.workspace.getConfiguration('mercator');
  const current = config.get<string>('dialect', 'auto');
  const items = DIALECTS.map(([label, description]) => ({ label, description, picked: label === current }));
  const placeHolder = 'Dialect of files for which neither the project file nor the name says one';
  const choice = await vscode.window.showQuickPick(items, { placeHolder });
  if (choice) {
    const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await config.update('dialect', choice.label, target);
  }
}
