export { description } from "./description";
export { generate } from "./generate";
export { jobs } from "./jobs";
export { pod } from "./pod";
export { uploads } from "./uploads";
export { webhooks } from "./webhooks";
