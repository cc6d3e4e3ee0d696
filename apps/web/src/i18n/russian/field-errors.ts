import type { FieldErrorCode } from '../generated/problem-codes.js';
import { problems } from './problems.js';

/**
 * Why a service refused a field, by code. After a limit stands the genitive plural, which fits all numbers but those that
 * end in 1; there is no such limit.
 */
export const fieldErrors: Record<FieldErrorCode, string> = {
  invalid: 'Недопустимое значение',
  missing: 'Заполните это поле',
  'unknown-field': 'Сервис не знает этих полей: {{fields}}',
  'wrong-key': 'Слишком длинное или недопустимое название',
  'not-text': 'Здесь должен быть текст',
  'not-a-number': 'Здесь должно быть число',
  'not-an-integer': 'Здесь должно быть целое число',
  'not-a-boolean': 'Здесь должно быть true или false',
  'not-a-list': 'Здесь должен быть список',
  'not-an-object': 'Здесь должен быть объект',

  // Limits.
  empty: 'Заполните это поле',
  'too-short': 'Не меньше {{min}} символов',
  'too-long': 'Не больше {{max}} символов',
  'too-small': 'Не меньше {{min}}',
  'too-large': 'Не больше {{max}}',
  'empty-list': 'Выберите хотя бы одно значение',
  'too-few': 'Не меньше {{min}} значений',
  'too-many': 'Не больше {{max}} значений',
  'wrong-choice': 'Допустимые значения: {{choices}}',

  // Texts.
  'wrong-format': 'Неверный формат',
  invisible: 'Здесь нет ни одного видимого символа',
  'several-lines': 'Напишите всё в одну строку, без табуляции',
  'half-character': 'В тексте есть повреждённый символ. Наберите текст заново.',
  'control-character': 'В тексте есть невидимые символы. Уберите их или наберите текст заново.',
  'too-many-accents': 'Слишком много надстрочных знаков подряд: не больше {{max}}',
  'nested-too-deeply': 'Слишком большая вложенность: не больше {{max}} уровней',

  // E-mail addresses.
  'email-without-at': 'В адресе нет знака @',
  'email-without-name': 'Перед @ ничего нет',
  'email-without-domain': 'После @ ничего нет',
  'email-too-long': 'Слишком длинный адрес',
  'email-name-too-long': 'Слишком длинная часть перед @',
  'email-with-wrong-characters':
    'Перед @ есть пробел или другой недопустимый символ. Уберите его или возьмите эту часть в кавычки.',
  'email-with-angle-brackets': 'Перед @ не может быть < или >: такое письмо не дойдёт',
  'email-with-bare-ip': 'Возьмите IP-адрес после @ в квадратные скобки: [192.0.2.1]',
  'email-with-wrong-domain': 'После @ должен быть домен, например example.org',

  // Ids, days and times.
  'not-a-uuid': 'Здесь должен быть UUID',
  'not-a-sha256': 'Здесь должен быть SHA-256: 64 шестнадцатеричные цифры',
  'not-a-date': 'Укажите дату в виде 2026-03-01',
  'not-a-time': 'Укажите время в виде 18:00',
  'not-an-instant': 'Укажите дату и время в виде 2026-03-01T10:00:00Z',
  'instant-without-zone': 'Укажите часовой пояс: Z или смещение, например +03:00',
  'no-such-time': 'Такой даты или такого времени не бывает',
  'outside-years': 'Год должен быть от 1 до 9999',
  'not-a-time-zone': 'Укажите название часового пояса, например Europe/Moscow',
  'range-reversed': 'Начало периода не может быть позже конца',
  'range-empty': 'Конец периода должен быть позже начала',
  'range-too-long': 'Период не может быть длиннее {{max}} дней',
  'day-or-range': 'Укажите либо день, либо начало и конец периода',

  // Service clients.
  'not-a-client-id':
    'Не больше 100 символов: строчные латинские буквы, цифры и . _ -; первой буква или цифра',
  'not-an-audience': 'Не больше 200 символов: латинские буквы, цифры и знаки, без пробелов',
  'not-a-scope': 'Не больше 100 символов: латинские буквы, цифры и знаки, без пробелов, кавычек и \\',
  'unknown-scope': 'В этой системе нет права «{{scope}}»',

  // People.
  'sign-in-method-needed': 'Задайте пароль, клюв или и то и другое: без них не войти',
  'common-password': problems['common-password'],
  'personal-password': problems['personal-password'],
  'nothing-to-change': 'Измените хотя бы одно поле',
  'people-only': '«me» могут указать только люди, но не сервисы',
};
