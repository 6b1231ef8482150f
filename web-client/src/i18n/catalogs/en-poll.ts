/** English texts of polls; see en.ts. */
import type ru from './ru-poll.ts';

export default {
  'poll.new': 'New poll',
  'poll.question': 'Question',
  'poll.answer': 'Answer {n}',
  'poll.more': 'Another answer',
  'poll.hidden': 'Show the result only at the end',
  'poll.ask': 'Ask',
  'poll.of': 'Poll: {question}',
  'poll.votes': '{count, plural, one {# vote} other {# votes}}',
  'poll.voted':
    '{count, plural, =0 {Nobody has answered yet} one {# person answered} other {# people answered}}',
  'poll.secret': 'the result comes at the end',
  'poll.end': 'End the poll',
  'poll.ended': 'poll ended',
  'poll.ended.text': 'The poll has ended. Most votes: {answer}',
  'poll.empty.title': 'No polls yet',
  'poll.empty.text': 'When the teacher asks, the question appears here.',
  'poll.empty.ask': 'Ask the class: answers show at once.',
  'poll.anonymous': 'Anonymous poll',
  'poll.anonymous.hint':
    'Votes come to Parta alone: at the end it shows the numbers and deletes who answered what.',
  'poll.anonymous.how':
    'Parta alone gets your answer: it comes into the room in no app. The result shows at the end.',
  'poll.anonymous.over': 'Parta has deleted who answered what.',
  'poll.anonymous.staff': 'In an anonymous poll nobody sees who voted.',
  'poll.details': 'Not answered, result',
  'poll.many': 'Several answers can be chosen',
  'poll.missing':
    '{count, plural, =0 {Everybody answered} one {# person has not answered} other {# people have not answered}}',
  'poll.named': 'Not anonymous: everybody in this room can find out who answered what.',
  'poll.past': 'That time is over already.',
  'poll.perChild': 'One vote a child: the last vote of their parents counts.',
  'poll.perChild.wish': 'One vote a child',
  'poll.several': 'Several can be chosen: up to {count}',
  'poll.table': 'Result as table',
  'poll.picture': 'Result as picture',
  'poll.takeBack': 'Take my vote back',
  'poll.tooFew': 'Fewer than three people answered: there are no numbers, so that nobody is recognised.',
  'poll.twice': 'Two answers are the same.',
  'poll.until': 'until {time}',
  'poll.until.hint': 'Parta ends the poll by itself. Without a time whoever asked ends it.',
  'poll.until.wish': 'End at (optional)',
  'poll.votedFor':
    '{count, plural, =0 {No votes yet} one {Answered for # child} other {Answered for # children}}',
} satisfies { [K in keyof typeof ru]: string };
