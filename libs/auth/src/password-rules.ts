import { Problem } from '#libs/common';

/** Common passwords that are long enough to pass for good ones; what shorter lists have is too short already. */
const COMMON = new Set(
  `passwordpassword password12345 password123456 password1234 passw0rdpassw0rd p@ssw0rd1234 mypassword123 adminadmin123
  administrator administrator1 administrator123 changemechangeme changeme1234 letmeinletmein letmein123456 welcomewelcome
  welcome12345 welcome123456 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiopas qwertyuiopasdf qwerty123456
  qwerty12345678 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 qazwsxedcrfv iloveyou1234
  iloveyouforever iloveyousomuch sunshine1234 princess1234 football1234 baseball1234 monkey123456 dragon123456
  superman1234 trustno1trustno1 secretsecret secret123456 abc123abc123 abcd12345678 a1b2c3d4e5f6 asdfghjkl123
  asdfghjkl;'\\ zxcvbnm12345 correcthorsebatterystaple thisisapassword nopasswordhere defaultpassword rootrootroot
  testtesttest test12345678 temporarypassword temppassword1 unknown12345 whatever1234 charlie12345 michael12345`
    .split(/\s+/)
    .filter(Boolean),
);
/** One unit of up to four characters, over and over. */
const REPETITION = /^(.{1,4}?)\1{2,}.{0,3}$/;

/**
 * Length is the form's business (12 or more); here what is long and yet guessed first. No rules of composition:
 * they make passwords worse (NIST SP 800-63B).
 * @throws Problem `weak_password`
 */
export function refuseWeak(password: string, email: string, field: string): void {
  const plain = password.toLowerCase();
  const local = email.split('@', 1)[0].toLowerCase();
  const guessed =
    COMMON.has(plain) ||
    REPETITION.test(plain) ||
    isSequence(plain) ||
    plain === email.toLowerCase() ||
    (local.length >= 4 && plain.replace(local, '').length < 6);
  if (!guessed) return;
  const detail = `${field}: is among the first that are guessed; a few unrelated words make a good one`;
  throw Problem.ofInput([{ pointer: `/${field}`, code: 'weak_password', detail }]);
}

/** Each character follows the one before, up or down: 123456789012, abcdefghijkl. */
function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((char, i) => char.charCodeAt(0) - text.charCodeAt(i));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
}
