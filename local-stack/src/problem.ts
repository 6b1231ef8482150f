/** A problem that its message explains to the person at the terminal: what happened and what to do. No stack needed. */
export class StackProblem extends Error {
  override name = 'StackProblem';
}
