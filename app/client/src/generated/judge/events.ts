// Generated from the IDL by scripts/generate.mjs. Do not edit.

export const EVENTS = {};
export type ProgramEvent = never;
