// Other extensions that serve the same files.
import * as vscode from 'vscode';

const OTHERS: [string, string][] = [
  ['Ariga.atlas-hcl', 'reports its own findings and completions for the same files'],
  ['HashiCorp.HCL', 'decides the language of plain .hcl files; both work, Mercator does not change it'],
];
const TOLD = 'mercator.toldAboutOthers';

/** One notice, ever, with the choice. */
export async function warnAboutOthers(context: vscode.ExtensionContext): Promise<void> {
  const told = context.globalState.get<string[]>(TOLD, []);
  const found = OTHERS.filter(([id]) => vscode.extensions.getExtension(id) && !told.includes(id));
  if (found.length === 0) {
    return;
  }
  await context.globalState.update(TOLD, [...told, ...found.map(([id]) => id)]);
  const text = found.map(([id, what]) => `${id} ${what}`).join('; ');
  const choice = await vscode.window.showInformationMessage(`Mercator: ${text}.`, 'Keep Both', 'Show Extensions');
  if (choice === 'Show Extensions') {
    await vscode.commands.executeCommand('workbench.extensions.search', `@installed ${found[0][0]}`);
  }
}
