/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.test.containers;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The content of a {@code password_file} of mosquitto: salted PBKDF2 hashes with SHA-512,
 * its format {@code $7$}.
 */
final class PasswordFile {

	private static final int ITERATIONS = 101;

	private static final int SALT_BYTES = 12;

	private static final int HASH_BITS = 512;

	private PasswordFile() {
	}

	/**
	 * Return the file with one user.
	 */
	static String of(String username, String password) {
		check(username);
		byte[] salt = new byte[SALT_BYTES];
		new SecureRandom().nextBytes(salt);
		Base64.Encoder base64 = Base64.getEncoder();
		return username + ":$7$" + ITERATIONS + "$" + base64.encodeToString(salt) + "$"
				+ base64.encodeToString(hash(password, salt)) + "\n";
	}

	/**
	 * Refuse the user names that the file cannot hold.
	 */
	static void check(String username) {
		// a line that begins with # is a comment
		if (username.isBlank() || !username.equals(username.strip()) || username.startsWith("#")
				|| username.chars().anyMatch((c) -> c == ':' || Character.isISOControl(c))) {
			throw new IllegalArgumentException(
					"The user name must not be empty, start with #, or contain a colon, a control character or space at an end");
		}
	}

	private static byte[] hash(String password, byte[] salt) {
		PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, HASH_BITS);
		try {
			return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(key).getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JVM cannot hash passwords for mosquitto", ex);
		}
		finally {
			key.clearPassword();
		}
	}

}
