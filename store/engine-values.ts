/*
 * The only values that the store takes from the engine; everything else are types. Keys of records, of waiting and of list values must be
 * the very same on both sides, or what waits would wait for ever; and the loop must know what it is told.
 */
// eslint-disable-next-line project/layers -- see above
export { mappingSchema, otherSide, refKey, SIDES } from '../engine/model';
// eslint-disable-next-line project/layers -- see above
export { FeedLost } from '../engine/run/feed-lost';
// eslint-disable-next-line project/layers -- see above
export { manyChangesKey } from '../engine/run/guard-port';
// eslint-disable-next-line project/layers -- see above
export { valueWaitKey } from '../engine/mapping/map-record';
// eslint-disable-next-line project/layers -- see above
export { foldCase } from '../engine/mapping/lenses/clean-text';
