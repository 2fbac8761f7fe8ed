// "Write Migration File": the plan as the next file of a migration folder.
import * as vscode from 'vscode';
import type { Client } from './client';

/** Answer of the server; see lsp/server/EXTENSIONS.md. */
interface Written {
  edit: { documentChanges: ({ kind: 'create'; uri: string } | TextDocumentEdit)[] };
  uri: string;
}

interface TextDocumentEdit {
  kind?: undefined;
  textDocument: { uri: string };
  edits: { newText: string }[];
}

/** Writes the plan that this document holds, and opens the file. */
export async function writeMigration(client: Client, plan: string): Promise<void> {
  const name = await vscode.window.showInputBox({
    prompt: 'A name for the migration; the time is put before it',
    placeHolder: 'add_users',
  });
  if (name === undefined) {
    return;
  }
  try {
    const written = await ask(client, plan, name);
    if (written) {
      await carryOut(written);
    }
  } catch (error) {
    void vscode.window.showErrorMessage(`No migration was written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The server's answer; it may want to know the folder first. */
async function ask(client: Client, plan: string, name: string): Promise<Written | undefined> {
  const params = { textDocument: { uri: plan }, name };
  try {
    return await client.request<Written>('mercator/writeMigration', params);
  } catch (error) {
    if (!(error as { data?: { needsFolder?: boolean } }).data?.needsFolder) {
      throw error;
    }
  }
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: 'The folder of the migrations',
    openLabel: 'Write Migration Here',
  });
  const folder = picked?.[0]?.toString();
  return folder ? client.request<Written>('mercator/writeMigration', { ...params, folder }) : undefined;
}

/** The sums are those of bytes, so files are written as they are: no line ends of this machine, no formatting on save. */
async function carryOut({ edit, uri }: Written): Promise<void> {
  const files = new vscode.WorkspaceEdit();
  const created = new Set<string>();
  for (const change of edit.documentChanges) {
    if (change.kind === 'create') {
      created.add(change.uri);
    } else {
      const overwrite = !created.has(change.textDocument.uri);
      const contents = new TextEncoder().encode(change.edits.map((edit) => edit.newText).join(''));
      files.createFile(vscode.Uri.parse(change.textDocument.uri), { overwrite, contents });
    }
  }
  if (!(await vscode.workspace.applyEdit(files))) {
    throw new Error('the editor could not write the files');
  }
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { preview: false });
}
