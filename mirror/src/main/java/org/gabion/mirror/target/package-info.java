/// Places that a copy is put to, by whoever owns them: a folder, SFTP, S3, WebDAV.
@NullMarked
package org.gabion.mirror.target;

import org.jspecify.annotations.NullMarked;
