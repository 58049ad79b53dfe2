export { answered, signedRequest, takeHints } from './hints';
export { atTheDoor, commonLoadOptions, selectedObjects } from './load-options';
export { nudge, nudged } from './nudges';
export { objectOrder, type ObjectOrder } from './objects';
export { triggerPanel } from './panel';
export { fieldProperties, objectsProperty, optionsProperty, pollProperty, rowObjectProperty, startProperties } from './properties';
export { commonOptions, commonParameters, commonSettings, fieldChoice, orElse, readParameters, type ParameterContext, type TriggerLimits } from './settings';
export { syncTrigger } from './trigger';
export type { TriggerSettings, Watch, Watched, WatchOf } from './watch';
