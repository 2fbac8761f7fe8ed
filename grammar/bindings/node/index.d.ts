/** What kinds of nodes there are, as tree-sitter describes them. */
export interface NodeInfo {
  type: string;
  named: boolean;
  root?: boolean;
  extra?: boolean;
  subtypes?: NodeInfo[];
  fields?: Record<string, NodeChildren>;
  children?: NodeChildren;
}

export interface NodeChildren {
  multiple: boolean;
  required: boolean;
  types: { type: string; named: boolean }[];
}

/** The name of the language. */
export const name: string;
/** The language, for `Parser.setLanguage`. */
export const language: unknown;
export const nodeTypeInfo: NodeInfo[];
