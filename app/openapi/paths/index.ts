export { description } from "./description";
export { generate } from "./generate";
export { jobs } from "./jobs";
export { keys } from "./keys";
export { pod } from "./pod";
export { takes } from "./takes";
export { uploads } from "./uploads";
export { usage } from "./usage";
