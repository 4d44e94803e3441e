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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The client's side of one SCRAM-SHA-256 exchange (RFC 5802, section 5).
 */
final class ScramExchange implements AuthExchange {

	/**
	 * The least that RFC 7677 allows; fewer would help somebody who pretends to be the
	 * broker to guess the password.
	 */
	private static final int LEAST_ITERATIONS = 4096;

	/**
	 * More would keep a thread busy for longer than any connect may take.
	 */
	private static final int MOST_ITERATIONS = 10_000_000;

	private static final int KEY_BITS = 256;

	/**
	 * No channel binding, no other identity.
	 */
	private static final String HEADER = "n,,";

	private final char[] password;

	private final String nonce;

	private final String clientFirst;

	private byte @Nullable [] serverSignature;

	private boolean challenged;

	ScramExchange(String username, char[] password, String nonce) {
		this.password = password;
		this.nonce = nonce;
		this.clientFirst = "n=" + username + ",r=" + nonce;
	}

	@Override
	public CompletionStage<AuthData> initial() {
		return CompletableFuture.completedFuture(data(HEADER + this.clientFirst));
	}

	@Override
	public CompletionStage<AuthData> challenge(AuthData challenge) {
		try {
			return CompletableFuture.completedFuture(data(answer(text(challenge))));
		}
		catch (GeneralSecurityException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private String answer(String serverFirst) throws GeneralSecurityException {
		if (this.challenged) {
			throw new GeneralSecurityException("The broker asked twice");
		}
		this.challenged = true;
		String[] attributes = serverFirst.split(",", -1);
		if (attributes.length < 3) {
			throw new GeneralSecurityException("The broker's first message is not one of SCRAM");
		}
		String serverNonce = value(attributes[0], 'r');
		if (!serverNonce.startsWith(this.nonce) || serverNonce.length() == this.nonce.length()) {
			throw new GeneralSecurityException("The broker's nonce does not begin with the client's");
		}
		byte[] saltedPassword = saltedPassword(decode(value(attributes[1], 's')),
				iterations(value(attributes[2], 'i')));
		String clientFinal = "c=" + encode(HEADER.getBytes(StandardCharsets.US_ASCII)) + ",r=" + serverNonce;
		String message = this.clientFirst + "," + serverFirst + "," + clientFinal;
		this.serverSignature = hmac(hmac(saltedPassword, "Server Key"), message);
		byte[] clientKey = hmac(saltedPassword, "Client Key");
		byte[] proof = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), message);
		for (int i = 0; i < proof.length; i++) {
			proof[i] ^= clientKey[i];
		}
		return clientFinal + ",p=" + encode(proof);
	}

	@Override
	public CompletionStage<Void> success(AuthData outcome) {
		try {
			verify(text(outcome));
			return CompletableFuture.completedFuture(null);
		}
		catch (GeneralSecurityException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void verify(String serverFinal) throws GeneralSecurityException {
		byte[] expected = this.serverSignature;
		if (expected == null) {
			throw new GeneralSecurityException("The broker accepted the client without asking it anything");
		}
		if (serverFinal.startsWith("e=")) {
			throw new GeneralSecurityException("The broker reports an error of SCRAM");
		}
		byte[] signature = decode(value(serverFinal.split(",", -1)[0], 'v'));
		if (!MessageDigest.isEqual(expected, signature)) {
			throw new GeneralSecurityException("The broker could not prove that it knows the password");
		}
	}

	private static int iterations(String text) throws GeneralSecurityException {
		int iterations;
		try {
			iterations = Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new GeneralSecurityException("The broker's iteration count is not a number");
		}
		if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
			throw new GeneralSecurityException("The broker's iteration count must be from " + LEAST_ITERATIONS + " to "
					+ MOST_ITERATIONS + ", not " + iterations);
		}
		return iterations;
	}

	private byte[] saltedPassword(byte[] salt, int iterations) throws GeneralSecurityException {
		if (salt.length == 0) {
			throw new GeneralSecurityException("The broker's salt is empty");
		}
		PBEKeySpec spec = new PBEKeySpec(this.password, salt, iterations, KEY_BITS);
		try {
			return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
		}
		finally {
			spec.clearPassword();
		}
	}

	private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String value(String attribute, char name) throws GeneralSecurityException {
		if (attribute.length() < 2 || attribute.charAt(0) != name || attribute.charAt(1) != '=') {
			throw new GeneralSecurityException("The broker's message lacks the attribute " + name);
		}
		return attribute.substring(2);
	}

	private static AuthData data(String text) {
		return AuthData.of(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(AuthData data) throws GeneralSecurityException {
		byte[] bytes = data.data();
		if (bytes == null) {
			throw new GeneralSecurityException("The broker sent no message of SCRAM");
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static String encode(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static byte[] decode(String text) throws GeneralSecurityException {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw new GeneralSecurityException("The broker's message is not base64");
		}
	}

}
