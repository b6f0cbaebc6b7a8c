export interface FrontMatter {
  readonly title?: string;
}
