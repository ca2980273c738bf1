import { callFunctions } from "./call";
import * as platform from "./functions";
import { workflowFunctions } from "./run";

/** Everything that the engine runs. */
export const functions = [...workflowFunctions, ...callFunctions.values(), ...Object.values(platform)];
