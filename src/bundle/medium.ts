// What operating systems keep at the top of a stick or disk. It comes back when it is removed and often cannot be read; no
// bundle is the worse for it.
const OF_MEDIUM =
  /^(?:System Volume Information|\$RECYCLE\.BIN|RECYCLER|FOUND\.\d{3}|LOST\.DIR|lost\+found|\.Trashes|\.Trash-\d+|\.Spotlight-V100|\.fseventsd|\.TemporaryItems|\.DocumentRevisions-V100)$/i;

/** Whether a name at the top of a folder is that of a system's own folder on a medium, and nobody's file. */
export function isOfMedium(name: string): boolean {
  return OF_MEDIUM.test(name);
}
