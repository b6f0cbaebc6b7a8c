/** One thing that a machine has or lacks. */
export interface Check {
  /** Its name: `ffmpeg`, `libx264`, `cache`. */
  readonly subject: string;
  /** `missing`: Satchel cannot do all it promises; `note`: it can, and more or better were possible. */
  readonly state: 'ok' | 'missing' | 'note';
  /** What was found, or why it is none; absent where there is no more to say than that it works. */
  readonly found?: string;
  /** What it is needed for. */
  readonly purpose: string;
  /** What to do; absent where all is well. */
  readonly next?: string;
}
