export { answerPage, PAGE_HEADERS, type PageAnswer, type PageRequest } from './answer';
export type { Done } from './actions';
