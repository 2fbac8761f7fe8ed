// The diagram beside the text: a webview that draws what the server lays out, and follows typing.
import * as vscode from 'vscode';
import type { Client } from './client';
import { isOurs } from './client';
import { exportDiagram } from './export';
import { Following } from './following';
import type { Act, Answer, Span } from './following';

/** What the webview wants to see, and what it tells; see editors/erd-view/view.js. */
export type Options = Record<string, unknown> & { compare?: boolean; act?: Act };
type Message =
  | { kind: 'ask'; options: Options }
  | { kind: 'open'; place: { uri: string; range: Span }; act?: 'references' | 'rename' }
  | { kind: 'export'; format: string; theme: string }
  | { kind: 'put'; card: string; by?: [number, number] }
  | { kind: 'view'; name: string; forget: boolean }
  | { kind: 'openPlan' }
  | { kind: 'copyPlan' }
  | { kind: 'copyAs'; card: string; format: 'sql' | 'mermaid' }
  | { kind: 'copy'; text: string };

const TYPE = 'mercator.diagram';

export class Diagrams implements vscode.Disposable, vscode.WebviewPanelSerializer<{ uri?: string }> {
  private readonly open = new Set<Diagram>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly client: Client, private readonly extension: vscode.Uri) {
    const register = vscode.commands.registerCommand;
    this.disposables = [
      register('mercator.showDiagram', () => this.show({})),
      register('mercator.comparePlan', () => this.show({ compare: true })),
      vscode.window.registerWebviewPanelSerializer(TYPE, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.open.forEach((it) => it.cursor(textEditor))),
      client.onDidStart(() => this.open.forEach((it) => it.restart())),
    ];
  }

  private async show(options: Options): Promise<void> {
    const active = vscode.window.activeTextEditor?.document;
    const [shown] = [...this.open].reverse();
    if (!active && shown) {
      shown.reveal(options);
      return;
    }
    const document = active ?? (await firstSchema());
    if (!document || !isOurs(document)) {
      void vscode.window.showInformationMessage('Open a schema file first: the diagram shows the schema that it belongs to.');
      return;
    }
    for (const diagram of this.open) {
      if (diagram.uri === document.uri.toString()) {
        diagram.reveal(options);
        return;
      }
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(TYPE, 'Diagram', { viewColumn: column, preserveFocus: true }, this.webviewOptions());
    this.attach(panel, document.uri.toString(), options);
  }

  /** A window that was closed with a diagram gets it back. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: { uri?: string } | undefined): Promise<void> {
    if (!state?.uri) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.webviewOptions();
    this.attach(panel, state.uri, {});
  }

  private webviewOptions(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    const out = vscode.Uri.joinPath(this.extension, 'editors', 'vscode', 'out');
    return { enableScripts: true, localResourceRoots: [out], retainContextWhenHidden: true };
  }

  private attach(panel: vscode.WebviewPanel, uri: string, options: Options): void {
    const diagram = new Diagram(panel, this.client, this.extension, uri, options);
    this.open.add(diagram);
    panel.onDidDispose(() => {
      this.open.delete(diagram);
      diagram.dispose();
    });
  }

  dispose(): void {
    this.disposables.forEach((it) => it.dispose());
    this.open.forEach((it) => it.close());
  }
}

/** One panel, and the picture that it shows. */
class Diagram {
  private options: Options;
  private following: Following | undefined;
  /** What the page has seen. */
  private version: number | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly client: Client,
    extension: vscode.Uri,
    readonly uri: string,
    options: Options,
  ) {
    this.options = options;
    panel.iconPath = new vscode.ThemeIcon('type-hierarchy') as unknown as vscode.Uri;
    panel.webview.onDidReceiveMessage((message: Message) => this.told(message));
    // Nobody sees a hidden picture: it is brought up to date when it comes back.
    panel.onDidChangeViewState(() => (panel.visible ? this.restart() : this.pause()));
    panel.webview.html = page(panel.webview, extension, options);
  }

  reveal(options: Options): void {
    this.panel.reveal(undefined, true);
    if (options.compare && !this.options.compare) {
      void this.post({ kind: 'compare' });
    }
  }

  private told(message: Message): void {
    switch (message.kind) {
      case 'ask':
        this.options = message.options;
        this.follow();
        break;
      case 'open':
        void open(message.place, message.act);
        break;
      case 'export':
        void exportDiagram(this.client, this.params(), message.format, message.theme);
        break;
      case 'put':
        void this.put(message.card, message.by);
        break;
      case 'view':
        void this.saveView(message.name, message.forget);
        break;
      case 'openPlan':
        void this.planUri().then((uri) => uri && vscode.commands.executeCommand('mercator.showPlan', { uri, line: 0 }));
        break;
      case 'copyPlan':
        void this.copyPlan();
        break;
      case 'copyAs':
        void this.copyAs(message.card, message.format);
        break;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        break;
    }
  }

  private params(): object {
    return { ...this.options, textDocument: { uri: this.uri } };
  }

  /** Everything once, or what changed since a version, and then every change, until something else is asked for. */
  private follow(version?: number): void {
    this.pause();
    const { act, ...others } = this.options;
    const params = { ...others, textDocument: { uri: this.uri } };
    this.options = others;
    this.following = new Following(this.client, params, { act, version }, {
      picture: (answer) => this.show(answer),
      trouble: (message) => this.post({ kind: 'trouble', message }),
    });
  }

  private async show(answer: Answer): Promise<void> {
    this.version = answer.version;
    this.panel.title = `Diagram: ${answer.about.module}`;
    await this.post({ kind: 'picture', answer });
    await this.post({ kind: 'document', uri: this.uri });
    const editor = vscode.window.activeTextEditor;
    if (editor) {
      this.cursor(editor);
    }
  }

  private async post(message: object): Promise<void> {
    await this.panel.webview.postMessage(message);
  }

  /** Moves a card; where it stands is written beside the project. */
  private async put(card: string, by?: [number, number]): Promise<void> {
    this.pause();
    try {
      const params = { ...this.params(), version: this.version, card, by };
      const answer = await this.client.request<Answer>('mercator/erdPut', params);
      if (answer) {
        this.version = answer.version;
        await this.post({ kind: 'picture', answer });
      }
    } catch (error) {
      void vscode.window.showErrorMessage(`The table was not moved: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.follow(this.version);
  }

  /** Keeps what is seen as a view in the project, or forgets a view. */
  private async saveView(name: string, forget: boolean): Promise<void> {
    try {
      await this.client.request('mercator/erdView', { ...this.params(), name, forget });
      await this.post({ kind: 'saved', name, forget });
    } catch (error) {
      void vscode.window.showErrorMessage(`The view was not saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The statements that create something, or a diagram of it and what it is joined to, for the clipboard. */
  private async copyAs(card: string, format: 'sql' | 'mermaid'): Promise<void> {
    try {
      const answer = await this.client.request<{ text: string }>('mercator/erdText', { ...this.params(), card, format });
      if (answer) {
        await vscode.env.clipboard.writeText(answer.text);
        vscode.window.setStatusBarMessage(format === 'sql' ? 'Copied the statements' : 'Copied the diagram', 3000);
      }
    } catch (error) {
      void vscode.window.showErrorMessage(`Nothing was copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private pause(): void {
    this.following?.dispose();
    this.following = undefined;
  }

  /** The server is another one, or the panel can be seen again. */
  restart(): void {
    if (this.panel.visible) {
      this.follow();
    }
  }

  /** The text cursor is somewhere else. */
  cursor(editor: vscode.TextEditor): void {
    if (this.panel.visible && isOurs(editor.document) && vscode.workspace.getConfiguration('mercator').get('diagram.followCursor', true)) {
      const { uri } = editor.document;
      void this.post({ kind: 'cursor', uri: this.client.uri(uri), line: editor.selection.active.line });
    }
  }

  private async planUri(): Promise<string | undefined> {
    return (await this.plan())?.uri;
  }

  private async plan(): Promise<{ uri: string; text: string } | undefined> {
    const plans = await this.client.request<{ uri: string; title: string; text: string }[]>('mercator/plan', { textDocument: { uri: this.uri } });
    return plans?.find((plan) => this.panel.title === `Diagram: ${plan.title}`) ?? plans?.[0];
  }

  private async copyPlan(): Promise<void> {
    const plan = await this.plan();
    if (plan) {
      await vscode.env.clipboard.writeText(plan.text);
      vscode.window.setStatusBarMessage('Copied the plan', 3000);
    }
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.pause();
  }
}

/** The text that something stands for, beside the diagram. */
async function open({ uri, range }: { uri: string; range: Span }, act?: 'references' | 'rename'): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const others = vscode.window.tabGroups.all.filter((group) => !group.isActive);
  const column = shown?.viewColumn ?? others[0]?.viewColumn ?? vscode.ViewColumn.Beside;
  const selection = new vscode.Range(...range);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, selection });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (act) {
    // Rename and references are about what the cursor is on, so it must not cover more than the name.
    editor.selection = new vscode.Selection(selection.start.translate(0, 1), selection.start.translate(0, 1));
    await vscode.commands.executeCommand(act === 'rename' ? 'editor.action.rename' : 'editor.action.goToReferences');
  }
}

/** A schema file of the workspace, for when none is open. */
async function firstSchema(): Promise<vscode.TextDocument | undefined> {
  const [project] = await vscode.workspace.findFiles('**/atlas.hcl', '**/node_modules/**', 1);
  const [found] = project ? [project] : await vscode.workspace.findFiles('**/*.hcl', '**/node_modules/**', 1);
  return found && vscode.workspace.openTextDocument(found);
}

/** The page of the panel: it loads our script and our styles, and nothing from anywhere else. */
function page(webview: vscode.Webview, extension: vscode.Uri, options: Options): string {
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'editors', 'vscode', 'out', name)).toString();
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  const escaped = JSON.stringify(options).replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Diagram</title>
<link rel="stylesheet" href="${file('diagram.css')}">
</head>
<body data-options="${escaped}">
<script nonce="${nonce}" src="${file('diagram.js')}"></script>
</body>
</html>`;
}
