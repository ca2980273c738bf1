export const describeApi = () => ({ openapi: "3.1.0" });
