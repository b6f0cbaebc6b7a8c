import { all } from './element.ts';
import { connectQuestion, type Answered, type Question } from './question.ts';

/**
 * Makes the questions of the page answerable. Tells each answer with `satchel:answered`; listens to `satchel:learner`, for whom
 * things are mixed, and to `satchel:restore`, what that learner has answered before. Without either all works, and nothing is kept.
 */
export function connectActivities(): void {
  const answers = document.querySelector<HTMLElement>('.answers');
  const parts = new Map(answers ? all('.answer', answers).map((part) => [part.dataset.for, part]) : []);
  const questions = new Map<string, Question>();
  for (const section of all('.question[data-key]')) {
    const id = section.dataset.activity || '';
    const question = connectQuestion(section, parts.get(id));
    if (question) questions.set(id, question);
  }
  // Each answer is told with its question; on paper all of them stand at the end.
  if (answers) answers.classList.add('on-paper');
  const reset = (learner: string, kept: boolean): void =>
    questions.forEach((question) => question.reset(learner, kept));
  reset('', false);
  document.addEventListener('satchel:learner', (event) => {
    const { learner, kept } = (event as CustomEvent<{ learner: string; kept: boolean }>).detail;
    reset(String(learner), kept);
  });
  document.addEventListener('satchel:restore', (event) => {
    const { activities } = (event as CustomEvent<{ activities: Record<string, Answered> }>).detail;
    questions.forEach((question, id) => {
      const answered = Object.prototype.hasOwnProperty.call(activities, id) ? activities[id] : undefined;
      if (answered && typeof answered.response === 'string' && answered.attempt > 0)
        question.restore(answered);
    });
  });
}
