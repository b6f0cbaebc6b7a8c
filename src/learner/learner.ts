/** Whose progress is kept. */
export interface Learner {
  readonly id: string;
  /** Empty for nobody in particular. */
  readonly name: string;
}

const MAX_NAME = 60;

/** A name as it is kept and shown: one line, without signs that turn the text around it. */
export function learnerName(name: unknown): string {
  if (typeof name !== 'string') return '';

  const line = name
    .slice(0, 1000)
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+/g, ' ');
  return Array.from(line.trim()).slice(0, MAX_NAME).join('').trim();
}

export function isLearnerId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9]{1,40}$/.test(value);
}

/** Ids of pages; what begins otherwise is kept for other things in the same store. */
export function isLessonId(id: string): boolean {
  return id.length <= 300 && /^[^~\s]/.test(id);
}
