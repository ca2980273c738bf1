export const code = {
  button: "查看代码",
  title: "此请求的代码",
  text: "运行后会通过 API 启动同样的任务。请把密钥放入环境变量 {name}。",
  language: "语言",
  copy: "复制代码",
  close: "关闭",
};
