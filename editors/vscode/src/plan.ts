// The planned migration: beside the lines that cause it, as a document of its own, and in the status area.
import * as vscode from 'vscode';
import type { Client } from './client';
import { writeMigration } from './migration';

const SCHEME = 'mercator-plan';

/** What the server says of the plan of a module; see lsp/server/EXTENSIONS.md. */
interface PlanStatus {
  title: string;
  baseline: string;
  uri: string;
  statements: number;
  errors: number;
  warnings: number;
  problem?: string;
}

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

interface Plan extends PlanStatus {
  text: string;
  places: { startLine: number; endLine: number; sql: string; cause?: { uri: string; range: Range } }[];
}

interface PlanLine {
  range: Range;
  sql: string;
  severity?: 'error' | 'warning' | 'info';
  stale: boolean;
}

/** Longer statements are cut; the hover and the plan have all of them. */
const LONGEST = 120;

export class PlanView implements vscode.Disposable, vscode.TextDocumentContentProvider, vscode.DefinitionProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly ghost = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em', fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
  private readonly item = vscode.languages.createLanguageStatusItem('mercator.plan', [{ pattern: '**/*.hcl' }]);
  private readonly disposables: vscode.Disposable[] = [];
  private plans: PlanStatus[] = [];

  constructor(private readonly client: Client) {
    this.item.name = 'Mercator plan';
    this.item.command = { command: 'mercator.showPlan', title: 'Show Plan' };
    this.item.text = 'No plan yet';
    const register = vscode.commands.registerCommand;
    this.disposables.push(
      this.ghost,
      this.item,
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDefinitionProvider({ scheme: SCHEME }, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.showLines()),
      vscode.window.onDidChangeActiveTextEditor(() => this.showStatus()),
      register('mercator.showPlan', (target?: { uri: string; line: number }) => this.show(target)),
      register('mercator.showReversePlan', () => this.show(undefined, true)),
      register('mercator.copyPlan', () => this.copy()),
      register('mercator.writeMigration', () => this.write()),
      register('mercator.selectBaseline', () => selectBaseline(this.plans)),
    );
    client.onNotification('mercator/planChanged', ({ plans }: { plans: PlanStatus[] }) => {
      this.plans = plans;
      this.showStatus();
      this.showLines();
      for (const document of vscode.workspace.textDocuments.filter((document) => document.uri.scheme === SCHEME)) {
        this.changed.fire(document.uri);
      }
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [plan] = (await this.plansOf(uri)) ?? [];
    return plan?.text ?? '-- There is no such plan.\n';
  }

  /** From a statement to what causes it. */
  async provideDefinition(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Location | undefined> {
    const [plan] = (await this.plansOf(document.uri)) ?? [];
    const place = plan?.places.find((place) => place.startLine <= position.line && position.line < place.endLine);
    return place?.cause && new vscode.Location(vscode.Uri.parse(place.cause.uri), range(place.cause.range));
  }

  private plansOf(uri: vscode.Uri): Promise<Plan[] | undefined> {
    return this.client.request<Plan[]>('mercator/plan', { textDocument: { uri: uri.toString() } });
  }

  private async show(target?: { uri: string; line: number }, back = false): Promise<void> {
    const uri = target?.uri ?? (await this.pick())?.uri;
    if (!uri) {
      return;
    }
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse(back ? uri.replace(/\.sql$/, '.back.sql') : uri),
    );
    const line = new vscode.Range(target?.line ?? 0, 0, target?.line ?? 0, 0);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: target !== undefined,
      preview: true,
      selection: line,
    });
    editor.revealRange(line, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private async copy(): Promise<void> {
    const plan = await this.pick();
    if (plan) {
      await vscode.env.clipboard.writeText(plan.text);
      vscode.window.setStatusBarMessage(`Copied the plan of ${plan.title}`, 3000);
    }
  }

  private async write(): Promise<void> {
    const plan = await this.pick();
    if (plan) {
      await writeMigration(this.client, plan.uri);
    }
  }

  /** The plan of the file in front, or of the plan in front. */
  private async pick(): Promise<Plan | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    const plans = document ? ((await this.plansOf(document.uri)) ?? []) : [];
    if (plans.length < 2) {
      if (plans.length === 0) {
        void vscode.window.showInformationMessage('Open a schema file first: no plan belongs to what is open.');
      }
      return plans[0];
    }
    const items = plans.map((plan) => ({ label: plan.title, description: summary(plan), plan }));
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Which plan?' }))?.plan;
  }

  private showStatus(): void {
    const found = this.plans.find((plan) => plan.problem) ?? this.plans.find((plan) => plan.statements > 0) ?? this.plans[0];
    this.item.text = found ? `Plan: ${summary(found)}` : 'No plan yet';
    this.item.detail = found ? `${found.title}, from ${found.baseline || 'nothing'}` : undefined;
    this.item.severity = found?.problem ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
  }

  private showLines(): void {
    for (const editor of vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.path.endsWith('.hcl'))) {
      void this.showLinesOf(editor);
    }
  }

  private async showLinesOf(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const version = document.version;
    const textDocument = { uri: document.uri.toString() };
    const lines = await this.client.request<PlanLine[]>('mercator/planLines', { textDocument });
    if (!lines || document.version !== version) {
      return; // The next plan, which is due, has the right lines.
    }
    const byLine = new Map<number, PlanLine[]>();
    for (const line of lines) {
      const number = Math.min(line.range.start.line, document.lineCount - 1);
      byLine.set(number, [...(byLine.get(number) ?? []), line]);
    }
    const options = [...byLine].map(([number, all]): vscode.DecorationOptions => {
      const text = all.map((line) => line.sql).join(' ');
      const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
      const sign = all.some((line) => line.severity === 'error') ? '✖ ' : all.some((line) => line.severity === 'warning') ? '⚠ ' : '';
      const opacity = all.some((line) => line.stale) ? 'none; opacity: 0.6' : undefined;
      const end = document.lineAt(number).range.end;
      return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: `${sign}-- ${shown}`, textDecoration: opacity } } };
    });
    editor.setDecorations(this.ghost, options);
  }

  dispose(): void {
    this.disposables.forEach((it) => it.dispose());
  }
}

function range({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function summary(plan: PlanStatus): string {
  const count = (n: number, what: string): string[] => (n > 0 ? [`${n} ${what}${n === 1 ? '' : 's'}`] : []);
  const parts = [...count(plan.statements, 'statement'), ...count(plan.errors, 'error'), ...count(plan.warnings, 'warning')];
  const text = parts.length > 0 ? parts.join(' · ') : 'no changes';
  return plan.problem ? `${text} (paused: ${plan.problem})` : text;
}

async function selectBaseline(plans: PlanStatus[]): Promise<void> {
  const config = vscode.workspace.getConfiguration('mercator');
  const current = config.get<string>('plan.baseline', 'auto');
  const items = [
    { label: 'auto', description: 'git HEAD of the same files, else nothing' },
    { label: 'git:', description: 'another revision of git…' },
    { label: 'file://', description: 'another file or folder…' },
    { label: 'empty', description: 'a database without objects' },
  ];
  const choice = await vscode.window.showQuickPick(items, { placeHolder: `What do plans start from? Now: ${current}` });
  if (!choice) {
    return;
  }
  let value: string | undefined = choice.label;
  if (value.endsWith(':') || value.endsWith('/')) {
    const start = choice.label;
    const prompt = start === 'git:' ? 'A branch, tag or commit' : 'A path, from the folder of the project';
    const typed = await vscode.window.showInputBox({ prompt });
    value = typed ? start + typed : undefined;
  }
  if (!value) {
    return;
  }
  const envs = plans.map((plan) => plan.title).filter((title) => title.startsWith('env '));
  const scope = envs.length > 1 ? await vscode.window.showQuickPick(['all envs', ...envs], { placeHolder: 'For which env?' }) : 'all envs';
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  if (scope === 'all envs') {
    await config.update('plan.baseline', value, target);
  } else if (scope) {
    const all = { ...config.get<Record<string, string>>('plan.baselines', {}), [scope.slice('env '.length)]: value };
    await config.update('plan.baselines', all, target);
  }
}
