/** What is said in a page of a bundle, without the frame around it: its article, or in pages that have none the main part, or all of it. */
export function articleOf(html: string): string {
  for (const name of ['article', 'main', 'body']) {
    const start = html.search(new RegExp(`<${name}[\\s>]`));
    const end = html.lastIndexOf(`</${name}>`);
    if (start >= 0 && end > start) return html.slice(start, end);
  }
  return html;
}
