/** From drift to message: which causes, who is told, in which words, and how it is sent. */
export { collapse, type Cause } from './cause.ts';
export { calendarFile, type CalendarDay } from './calendar.ts';
export { chartSubject, drawChart, type Chart, type ChartSubject } from './chart.ts';
export { measureKey, timeOf, type AlertContent, type BundledAlert, type Creep, type DigestContent, type MessageContent, type Probe, type PromotionEnd, type ReminderContent, type RuleNames, type Scorecard, type ServiceContent, type SourceFailure } from './content.ts';
export { renderMail } from './mail.ts';
export { type Attachment, type Mail, type MailInput, type MailLinks } from './mail-shape.ts';
export { messageId, threadRoot } from './message-id.ts';
export { hold, lastDigest, nextDigest, type Reachable } from './hold.ts';
export { planAlerts, type AlertSettings, type Plan, type PlanInput, type PlannedAlert } from './plan.ts';
export { route, type Rule } from './route.ts';
export { linkHash, linksFor, readLink, signLink, type AlertLinks, type Link, type LinkAct } from './links.ts';
export { planService, serviceKey, type ServiceFault } from './service.ts';
export { sourceWords, type SourceStanding } from './source-words.ts';
export { createMailSender, MOST_ATTEMPTS, retryAt, type MailSender, type SendOutcome } from './send-mail.ts';
export { changeOf, conditionsOf, eventLine, perOf, phaseSubject, shapeOf, sidesOf, subjectLine, type ToldEvent } from './words.ts';
export { sendWebhook, type Post, type PostAnswer, type WebhookTarget } from './webhook.ts';
export { type WebhookTemplate } from './webhook-templates.ts';
