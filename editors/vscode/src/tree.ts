// The schema as a tree: schemas, their tables, and the columns and references of those. The same data as the diagram.
import * as vscode from 'vscode';
import type { Client } from './client';
import { isOurs } from './client';
import { Following } from './following';
import type { Answer, Card, Edge, Spans } from './following';

type Node =
  | { kind: 'schema'; name: string }
  | { kind: 'card'; card: Card }
  | { kind: 'column'; card: Card; name: string }
  | { kind: 'reference'; card: Card; edge: Edge };

const ICONS: Record<string, string> = { table: 'table', view: 'eye', 'materialized view': 'eye', enum: 'symbol-enum' };

export class SchemaTree implements vscode.Disposable, vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly disposables: vscode.Disposable[];
  private following: Following | undefined;
  private uri: string | undefined;
  private cards = new Map<string, Card>();
  private edges = new Map<string, Edge>();
  private starts = new Map<string, { uri: string; line: number }>();
  private pieces = new Map<string, NonNullable<Answer['pieces'][string]>>();

  constructor(private readonly client: Client) {
    this.view = vscode.window.createTreeView('mercator.schema', { treeDataProvider: this, showCollapseAll: true });
    this.disposables = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => this.look()),
      vscode.window.onDidChangeActiveTextEditor(() => this.look()),
      client.onDidStart(() => this.look(true)),
    ];
    this.look();
  }

  /** Follows the schema of the file in front, while somebody sees the tree. */
  private look(isAnew = false): void {
    const document = vscode.window.activeTextEditor?.document;
    const uri = document && isOurs(document) ? document.uri.toString() : this.uri;
    if (!this.view.visible || !uri) {
      this.following?.dispose();
      this.following = undefined;
    } else if (isAnew || uri !== this.uri || !this.following) {
      this.following?.dispose();
      this.uri = uri;
      this.following = new Following(this.client, { textDocument: { uri }, detail: 'all' }, {}, {
        picture: (answer) => this.take(answer),
        trouble: (message) => this.clear(message),
      });
    }
  }

  private take(answer: Answer): void {
    if (answer.from === null) {
      this.clear();
    }
    const { cards, edges, gone } = answer.scene;
    gone.forEach((id) => this.cards.delete(id) || this.edges.delete(id));
    cards.forEach((card) => this.cards.set(card.id, card));
    edges.forEach((edge) => this.edges.set(edge.id, edge));
    update(this.starts, answer.starts);
    update(this.pieces, answer.pieces);
    this.view.message = undefined;
    this.view.description = answer.about.module;
    this.changed.fire();
  }

  private clear(message?: string): void {
    [this.cards, this.edges, this.starts, this.pieces].forEach((map) => map.clear());
    this.view.message = message;
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    const cards = [...this.cards.values()].sort((a, b) => order(a.name, b.name));
    if (!node) {
      const schemas = [...new Set(cards.map((card) => card.schema))].sort(order);
      return schemas.map((name) => ({ kind: 'schema', name }));
    }
    if (node.kind === 'schema') {
      return cards.filter((card) => card.schema === node.name).map((card) => ({ kind: 'card', card }));
    }
    if (node.kind !== 'card') {
      return [];
    }
    const { card } = node;
    const references = [...this.edges.values()].filter((edge) => edge.from === card.id);
    return [
      ...card.columns.map((name): Node => ({ kind: 'column', card, name })),
      ...references.map((edge): Node => ({ kind: 'reference', card, edge })),
    ];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = this.item(node);
    const place = this.placeOf(node);
    if (place) {
      item.command = { command: 'vscode.open', title: 'Go to Definition', arguments: place };
    }
    return item;
  }

  private item(node: Node): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    if (node.kind === 'schema') {
      return icon(new vscode.TreeItem(node.name || 'no schema', Expanded), 'database');
    }
    const { card } = node;
    if (node.kind === 'card') {
      const item = icon(new vscode.TreeItem(card.name, Collapsed), ICONS[card.kind] ?? 'table');
      item.id = card.id;
      item.tooltip = card.comment ?? undefined;
      item.description = card.kind === 'table' ? undefined : card.kind;
      return item;
    }
    if (node.kind === 'reference') {
      const target = node.edge.to ? this.cards.get(node.edge.to)?.name : 'not found';
      const item = icon(new vscode.TreeItem(`→ ${target}`, None), 'references');
      item.description = node.edge.fromColumns.join(', ');
      return item;
    }
    const row = card.rows.find((row) => row.name === node.name);
    const item = icon(new vscode.TreeItem(node.name, None), row?.primary ? 'key' : row?.foreign ? 'references' : 'symbol-field');
    item.description = row && `${row.type}${row.nullable ? '?' : ''}`;
    return item;
  }

  private placeOf(node: Node): [vscode.Uri, vscode.TextDocumentShowOptions] | undefined {
    if (node.kind === 'schema') {
      return undefined;
    }
    const start = this.starts.get(node.card.id);
    const pieces = this.pieces.get(node.card.id);
    const own: Spans | null | undefined =
      node.kind === 'column' ? pieces?.rows[node.name] : node.kind === 'reference' ? pieces?.keys[node.edge.name] : pieces?.whole;
    const spans = own ?? pieces?.whole;
    if (!start || !spans) {
      return undefined;
    }
    const [line, column, endLine, endColumn] = spans[1];
    return [vscode.Uri.parse(start.uri), { selection: new vscode.Range(start.line + line, column, start.line + endLine, endColumn) }];
  }

  dispose(): void {
    this.following?.dispose();
    this.disposables.forEach((it) => it.dispose());
  }
}

function icon(item: vscode.TreeItem, name: string): vscode.TreeItem {
  item.iconPath = new vscode.ThemeIcon(name);
  return item;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function update<T>(map: Map<string, T>, changes: Record<string, T | null>): void {
  for (const [id, value] of Object.entries(changes)) {
    if (value === null) {
      map.delete(id);
    } else {
      map.set(id, value);
    }
  }
}
