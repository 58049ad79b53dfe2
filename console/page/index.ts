export { answerPage, type PageAnswer, type PageRequest } from './answer';
export type { Done } from './actions';
