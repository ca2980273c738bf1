import type { Messages } from "../en";

export const watch = {
  shots: "镜头",
  open: "查看{title}",
  choose: "选择{title}",
  done: "已完成",
  retake: "重拍{title}",
  several: "一次重拍多个镜头",
  chooseShots: "请选择要重拍的镜头。",
  chooseNone: "算了",
  ofShot: "重拍哪一步",
  makeAgain: "{count, plural, =0 {重拍} other {重拍 # 个镜头}}",
  compare: "并排比较两条",
  left: "左侧的一条",
  right: "右侧的一条",
  filmHere: "影片完成后会显示在这里。可以关闭此页面，制作会继续。",
  sound: {
    title: "提示音",
    text: "任务结束或等待审核时，播放一声轻柔的提示音。",
    turnOn: "打开提示音",
    turnOff: "关闭提示音",
  },
} as const satisfies Messages["watch"];
