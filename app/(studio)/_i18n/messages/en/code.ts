export const code = {
  button: "As code",
  title: "This request as code",
  text: "It starts the same job through the API. Put your key into the environment variable {name}.",
  language: "Language",
  copy: "Copy the code",
  close: "Close",
} as const;
