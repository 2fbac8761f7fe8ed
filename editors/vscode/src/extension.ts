// Starts the language server and shows what it says. Everything about schema HCL happens in the server.
import * as vscode from 'vscode';
import { Client } from './client';
import { registerCommands } from './commands';
import { Diagrams } from './diagram';
import { warnAboutOthers } from './others';
import { PlanView } from './plan';
import { StatusItem } from './status';
import { SchemaTree } from './tree';

let client: Client | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Mercator Language Server', { log: true });
  const status = new StatusItem();
  client = new Client(context, output, status);
  context.subscriptions.push(output, status, new PlanView(client), new Diagrams(client, context.extensionUri), new SchemaTree(client), ...registerCommands(client, output));
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(adopt),
    vscode.window.onDidChangeActiveTextEditor(() => client?.refreshStatus()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('mercator.server.path')) {
        void client?.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client?.restart()),
  );
  vscode.workspace.textDocuments.forEach(adopt);
  void warnAboutOthers(context);
  await client.start();
}

export function deactivate(): Thenable<void> | undefined {
  return client?.stop();
}

/** A schema file without an owner gets the plain language; a language somebody has chosen is never changed. */
function adopt(document: vscode.TextDocument): void {
  if (document.languageId === 'plaintext' && document.uri.scheme === 'file' && document.uri.path.endsWith('.hcl')) {
    void vscode.languages.setTextDocumentLanguage(document, 'hcl');
  }
}
