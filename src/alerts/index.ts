/** From drift to message: which causes, who is told, in which words, and how it is sent. */
export { collapse, type Cause } from './cause.ts';
export { renderMail, type Mail, type MailInput } from './mail.ts';
export { messageId, planAlerts, threadRoot, type AlertContent, type PlanInput, type PlannedAlert, type Rule } from './plan.ts';
export { createMailSender, MOST_ATTEMPTS, retryAt, type MailSender, type SendOutcome } from './send-mail.ts';
export { changeOf, conditionsOf, eventLine, perOf, shapeOf, sidesOf, type ToldEvent } from './words.ts';
