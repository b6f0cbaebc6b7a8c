import { all } from './element.ts';

/** Connects each player of the page with what is said in it. */
export function connectTranscripts(): void {
  for (const player of all<HTMLMediaElement>('[aria-details]')) {
    const transcript = document.getElementById(player.getAttribute('aria-details') || '');
    if (transcript) connect(player, transcript as HTMLDetailsElement);
  }
}

/** Captions for a player, from where they stand in the page if need be; and the page follows the player, and the player a click. */
function connect(player: HTMLMediaElement, transcript: HTMLDetailsElement): void {
  const elements = all<HTMLTrackElement>('track', player);
  const language = primary(player.closest<HTMLElement>('[lang]')?.lang);
  const tracks = elements.map((element, n) => {
    if (location.protocol !== 'file:') return element.track;
    // A browser gives no page the text of another file.
    element.remove();
    const track = player.addTextTrack(element.track.kind, element.label, element.srclang);
    const spans = transcript.querySelectorAll<HTMLElement>(`[data-track="${n}"] [data-start]`);
    for (const span of Array.from(spans)) track.addCue(cueOf(span));
    track.mode = 'disabled';
    return track;
  });
  const own = tracks.find((track) => spoken(track) && primary(track.language) === language);
  if (own) own.mode = 'showing';

  transcript.addEventListener('click', (event) => {
    const span = (event.target as Element).closest<HTMLElement>('[data-start]');
    if (span && getSelection()?.isCollapsed !== false) player.currentTime = Number(span.dataset.start);
  });
  const marked: Element[] = [];
  const follow = (): void => {
    if (!transcript.open) return;
    for (const span of marked.splice(0)) span.classList.remove('now');
    const time = player.currentTime;
    for (const span of all('[data-start]', transcript))
      if (Number(span.dataset.start) <= time && time < Number(span.dataset.end)) {
        span.classList.add('now');
        marked.push(span);
      }
  };
  player.addEventListener('timeupdate', follow);
  transcript.addEventListener('toggle', follow);
}

function primary(language = ''): string {
  return language.replace(/-.*/, '').toLowerCase();
}

function spoken({ kind }: TextTrack): boolean {
  return kind === 'captions' || kind === 'subtitles';
}

/** The text of a cue is HTML but for its line ends. Its settings have the names of a cue's properties (WebVTT §4.4, §8.1). */
function cueOf({ dataset, innerHTML }: HTMLElement): VTTCue {
  const cue = new VTTCue(Number(dataset.start), Number(dataset.end), innerHTML);
  for (const setting of dataset.settings?.split(' ') || []) {
    const [name = '', value = ''] = setting.split(/[:,]/);
    const number = parseFloat(value);
    if (name === 'line') cue.snapToLines = !value.endsWith('%');
    Object.assign(cue, { [name]: number === number ? number : value });
  }
  return cue;
}
