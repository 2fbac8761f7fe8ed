// A diagram as a file, written where somebody says.
import * as vscode from 'vscode';
import type { Client } from './client';

/** Answer of the server; see lsp/server/EXTENSIONS.md. */
interface Exported {
  text: string;
  base64?: string;
  files: { path: string; text: string }[];
}

export async function exportDiagram(client: Client, params: object, format: string, theme: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export the diagram',
    defaultUri: folder && vscode.Uri.joinPath(folder, `schema.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!target) {
    return;
  }
  const stem = (target.path.split('/').pop() ?? 'schema').replace(/\.[^.]*$/, '');
  try {
    const exported = await client.request<Exported | null>('mercator/erdExport', { ...params, format, theme, stem });
    if (!exported) {
      throw new Error('the server has no picture');
    }
    const write = (uri: vscode.Uri, text: string) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    if (exported.base64 === undefined) {
      await write(target, exported.text);
    } else {
      await vscode.workspace.fs.writeFile(target, Buffer.from(exported.base64, 'base64'));
    }
    const beside = vscode.Uri.joinPath(target, '..', stem);
    for (const file of exported.files) {
      await write(vscode.Uri.joinPath(beside, file.path), file.text);
    }
  } catch (error) {
    void vscode.window.showErrorMessage(`The diagram was not exported: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const choice = await vscode.window.showInformationMessage(`Exported ${vscode.workspace.asRelativePath(target)}`, 'Open');
  if (choice === 'Open') {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}
