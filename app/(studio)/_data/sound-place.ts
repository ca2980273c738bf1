/** Where a browser keeps whether it plays a tone when a job ends. */
export const soundPlace = "nextscene_sound";
