/**
 * Where the numbers of the population come from. None was chosen by looking at what the rules find: the distributions were written
 * down first, and what no source gives is called an assumption.
 */
export const SOURCES = {
  optOutKnownList:
    'Unsubscribe rate of a message to a list of subscribers: 0.69 %, fundraising 0.92 % (M+R, Nonprofit Text Messaging Benchmarks 2010)',
  optOutVoterFile:
    'About 3 % of voters contacted from a voter file ask to be removed, 1.6 % answer negatively (stonesphones.com, voter file texting)',
  optOutFirstSend:
    'First message to a list: 20 % opt out on average, later ones 3 to 4 % (Burst SMS, help centre): the tail of honest senders, and the top of abusive ones',
  replies:
    'First message: 9.3 % reply (Meera.ai, 4.7 million conversations, 2025); call for action 4.7 % (M+R 2010); written by people 25 to 45 % (vendors)',
  honestComplaints: 'Complaints of political texts: 0.5 to 1 of 1,000 (CTIA figure in sparkco.ai)',
  spamReactions:
    'Of people who got spam texts 19 % blocked a number, 10 % reported one, 7 % answered (AYTM survey, 2013): upper ends, because a survey asks for "ever"',
  spamReports:
    '75 % of accounts banned for bulk or automation had no recent report (WhatsApp, Stopping Abuse, 2019)',
  spamStart:
    '20 % are banned at registration, "100 messages in 15 seconds, five minutes old" (WhatsApp 2019); 77 % of spam accounts act and are suspended within a day (Thomas et al., IMC 2011)',
  delay:
    '43 % of responses to a text come in the first 15 minutes (Dynmark, 2013, a billion texts)',
  tiers:
    'A new number reaches 250 people in 24 hours, more after verification or use (Meta, messaging limits); 20 messages a second (WhatsApp, shared with the Business app)',
  linkMismatch:
    'The classifier on 14,771 spam texts finds one link that shows another host than it leads to, none in 4,270 political texts',
  partySize: 'A party with 30,000 subscribers (El Confidencial, 2019) is the largest list',
  assumption: 'No source: an assumption',
} as const;

export type SourceName = keyof typeof SOURCES;
