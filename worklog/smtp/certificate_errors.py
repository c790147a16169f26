"""What is said at the start about a certificate that the gate cannot use: the file, why not, and what to do."""

from __future__ import annotations

from naryad.errors import DomainError


class CertificateIsMissing(DomainError):
    code = "certificate_is_missing"
    status = 422
    en = (
        "Mail programs sign in over TLS, and {setting} is set without a certificate. Name its PEM file in "
        "NARYAD_TLS_CERTIFICATE and that of its key in NARYAD_TLS_KEY, or clear {setting}."
    )
    ru = (
        "Почтовые программы входят по TLS, а настройка {setting} задана без сертификата. Укажите его PEM-файл в "
        "NARYAD_TLS_CERTIFICATE и файл ключа в NARYAD_TLS_KEY или уберите {setting}."
    )


class CertificateIsWrong(DomainError):
    """Any finding about a file that is named; `setting` is the variable that names it."""

    status = 422


class FileNotThere(CertificateIsWrong):
    code = "certificate_not_there"
    en = "There is no file {file}, which {setting} names. Correct the path, or put the file there."
    ru = "Файла {file}, указанного в {setting}, нет. Исправьте путь или положите файл туда."


class FileNotOpened(CertificateIsWrong):
    code = "certificate_not_opened"
    en = "The file {file} ({setting}) cannot be opened: {why}. Let the user that Naryad runs as read it."
    ru = (
        "Файл {file} ({setting}) не открывается: {why}. Разрешите его читать пользователю, под которым работает Naryad."
    )


class FileNotPem(CertificateIsWrong):
    code = "certificate_not_pem"
    en = (
        "In {file} ({setting}) no line ends in “{mark}”, so it is not the PEM file needed there. Name the right file, "
        "or convert this one with openssl."
    )
    ru = (
        "В {file} ({setting}) нет строки, которая кончается на «{mark}»: это не тот PEM-файл, который здесь нужен. "
        "Укажите верный файл или преобразуйте этот через openssl."
    )


class CertificateNotRead(CertificateIsWrong):
    code = "certificate_not_read"
    en = "{file} ({setting}) cannot be read as a certificate with its key: {why}. Copy both anew from their issuer."
    ru = "{file} ({setting}) не читается как сертификат с ключом: {why}. Скопируйте оба заново оттуда, где их выдали."


class KeyIsLocked(CertificateIsWrong):
    code = "key_is_locked"
    en = (
        "The key {file} ({setting}) is locked with a password. Write it without one: openssl pkey -in LOCKED -out OPEN."
    )
    ru = "Ключ {file} ({setting}) закрыт паролем. Сохраните его без пароля: openssl pkey -in ЗАКРЫТЫЙ -out ОТКРЫТЫЙ."


class KeyOfAnother(CertificateIsWrong):
    code = "key_of_another"
    en = "The key {file} ({setting}) does not belong to the certificate {certificate}. Name the key it was made with."
    ru = "Ключ {file} ({setting}) не от сертификата {certificate}. Укажите тот, с которым сертификат сделан."


class CertificateExpired(CertificateIsWrong):
    code = "certificate_expired"
    en = "The certificate {file} ({setting}) has expired. Renew it with its issuer and put the new one in its place."
    ru = "Срок сертификата {file} ({setting}) истёк. Продлите его там, где он выдан, и положите новый на его место."


class CertificateNotYet(CertificateIsWrong):
    code = "certificate_not_yet"
    en = "The time of the certificate {file} ({setting}) has not begun. Look at this machine's clock, or wait."
    ru = "Срок сертификата {file} ({setting}) ещё не начался. Проверьте часы этой машины или подождите."


class CertificateUnsuitable(CertificateIsWrong):
    code = "certificate_unsuitable"
    en = "The certificate {file} ({setting}) does not suit a server: {why}. Take one for a mail or web server."
    ru = "Сертификат {file} ({setting}) не подходит серверу: {why}. Нужен сертификат почтового или веб-сервера."
