export { description } from "./description";
export { generate } from "./generate";
export { jobs } from "./jobs";
export { pod } from "./pod";
export { takes } from "./takes";
export { uploads } from "./uploads";
