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

package io.zmqtt.broker;

import java.util.Locale;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;
import org.jspecify.annotations.Nullable;

/**
 * What tests need of libraries for one operating system, which are there for Linux on
 * x86-64.
 */
public final class NativeLibraries {

	private static final boolean EXPECTED = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
			&& System.getProperty("os.arch").equals("amd64");

	private NativeLibraries() {
	}

	/**
	 * Skip the test if there is no epoll.
	 */
	public static void assumeEpoll() {
		assume("epoll", Epoll.isAvailable(), Epoll.unavailabilityCause());
	}

	/**
	 * Skip the test if there is no OpenSSL.
	 */
	public static void assumeOpenSsl() {
		assume("OpenSSL", OpenSsl.isAvailable(), OpenSsl.unavailabilityCause());
	}

	private static void assume(String what, boolean available, @Nullable Throwable cause) {
		if (EXPECTED && !available) {
			throw new AssertionFailedError("The library for " + what + " cannot be loaded", cause);
		}
		Assumptions.assumeTrue(available, () -> "The tests bring no library for " + what + " on this platform");
	}

}
