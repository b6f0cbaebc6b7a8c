declare module 'subset-font' {
  /** `text` is empty with `keepAllGlyphs`. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: import('./thread.ts').SubsetOptions,
  ): Promise<Buffer>;
}
