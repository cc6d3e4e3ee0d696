import type { SomeWords } from '../vocabulary.js';

/** The company's own vocabulary: whoever works here is a popug. */
export const popug: SomeWords = {
  common: { role_employee: 'Popug', product: 'UberPopug aTES' },
  money: {
    place_money: 'My millet',
    aboutMoney: 'The millet you were given, the millet birds took from you, and what fell into your bowl.',
    aboutAccount: 'Millet given, millet taken, and bowls filled.',
    aboutAccounts: 'The bowl of every popug, in the order in which they flew in.',
    accountOf: 'The bowl of {{name}}',
    account: 'A bowl',
    person: 'Popug',
    balanceNow: 'In the bowl now',
    standing_owed: 'Full beak',
    standing_even: 'Empty bowl',
    standing_owing: 'Borrowed millet',
    tonight_paid: 'If the sun set now, {{amount}} of millet would be poured out to you.',
    tonight_nothing: 'If the sun set now, the bowl would stay as empty as it is.',
    tonight_carried: 'No millet tonight: {{amount}} is borrowed, and tomorrow begins with it.',
    fees: 'Millet taken',
    rewards: 'Millet given',
    payout: 'Poured out',
    kind_fee: 'Millet taken for a bird in a cage',
    kind_reward: 'Millet given for millet in a bowl',
    kind_payout: 'Poured out at sunset',
    kind_reversal: 'Millet put back',
    eveningBalance: 'In the bowl at sunset',
    payouts: 'Full bowls',
    noPayouts: 'No bowl was filled yet',
    noPayoutsDetail: 'What is in the bowl at sunset is yours.',
    notPerformingTitle: 'No birds, no millet',
    notPerformingDetail:
      'Birds never fly to managers and administrators. So no millet is taken from you and none is given.',
    nothingBookedOnDay: 'Not a grain moved on this day',
    nothingBookedYet:
      'When a bird is put in your cage, millet is taken; when there is millet in its bowl, you are given some.',
    reverse: 'Put back',
    reverseAction: 'Put it back',
  },
};
