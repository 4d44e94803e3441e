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
package io.zmqtt.spi;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.function.Supplier;

import io.zmqtt.ServerAddress;

/**
 * Authenticates by SCRAM-SHA-256 (RFC 5802 and RFC 7677): the password is never sent, not
 * even as a hash that somebody could use, and the broker has to prove that it knows it
 * too. Without channel binding. Thread-safe.
 * <p>
 * User name and password are prepared by Unicode normalisation (NFKC); what SASLprep (RFC
 * 4013) forbids, such as control characters, is refused. Its rule for text that mixes
 * directions is not checked.
 */
public final class ScramSha256AuthHandler implements AuthHandler {

	private static final String METHOD = "SCRAM-SHA-256";

	private static final int NONCE_BYTES = 24;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final String username;

	private final char[] password;

	private final Supplier<String> nonces;

	/**
	 * Create a handler.
	 * @param username the user name
	 * @param password the password
	 * @throws IllegalArgumentException if one of them is empty or has a character that is
	 * not allowed
	 */
	public ScramSha256AuthHandler(String username, String password) {
		this(username, password.toCharArray());
	}

	/**
	 * Create a handler.
	 * @param username the user name
	 * @param password the password, copied
	 * @throws IllegalArgumentException if one of them is empty or has a character that is
	 * not allowed
	 */
	public ScramSha256AuthHandler(String username, char[] password) {
		this(username, password, ScramSha256AuthHandler::newNonce);
	}

	ScramSha256AuthHandler(String username, char[] password, Supplier<String> nonces) {
		this.username = prepare(username, "User name").replace("=", "=3D").replace(",", "=2C");
		this.password = prepare(new String(password), "Password").toCharArray();
		this.nonces = nonces;
	}

	private static String newNonce() {
		byte[] bytes = new byte[NONCE_BYTES];
		RANDOM.nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static String prepare(String text, String what) {
		String prepared = Normalizer.normalize(text, Normalizer.Form.NFKC);
		if (prepared.isEmpty()) {
			throw new IllegalArgumentException(what + " must not be empty");
		}
		if (!prepared.codePoints().allMatch(ScramSha256AuthHandler::isAllowed)) {
			throw new IllegalArgumentException(what + " has a character that SCRAM does not allow");
		}
		return prepared;
	}

	private static boolean isAllowed(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> codePoint != 0xFFFD;
		};
	}

	@Override
	public String method() {
		return METHOD;
	}

	@Override
	public AuthExchange start(ServerAddress server) {
		return new ScramExchange(this.username, this.password, this.nonces.get());
	}

	/**
	 * Return the method, never user name or password.
	 */
	@Override
	public String toString() {
		return "ScramSha256AuthHandler[]";
	}

}
