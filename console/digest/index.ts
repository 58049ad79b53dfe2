export { digestOf, type DigestFigures } from './digest';
export { letterOf, type Letter } from './letter';
