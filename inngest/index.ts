import * as platform from "./functions";
import { callFunctions } from "./functions/call-service";
import { workflowFunctions } from "./functions/run-workflow";

/** All functions that the engine runs. */
export const functions = [...workflowFunctions, ...callFunctions.values(), ...Object.values(platform)];
