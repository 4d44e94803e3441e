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

package io.zmqtt.test;

import java.util.logging.Level;
import java.util.logging.Logger;

import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sets the level of Artemis's loggers to {@code ERROR} unless the user chose one. At
 * {@code INFO} it tells of every session and every step of its start.
 */
final class ArtemisLogging {

	private static final String NAME = "org.apache.activemq";

	// java.util.logging forgets the level of a logger that nobody holds
	private static final Logger JUL = Logger.getLogger(NAME);

	private ArtemisLogging() {
	}

	static void quieten() {
		if (JUL.getLevel() == null) {
			JUL.setLevel(Level.SEVERE);
		}
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		if (factory.getClass().getName().equals("ch.qos.logback.classic.LoggerContext")) {
			Logback.quieten(factory);
		}
	}

	/**
	 * Apart, since Logback is optional.
	 */
	private static final class Logback {

		static void quieten(ILoggerFactory factory) {
			if (factory.getLogger(NAME) instanceof ch.qos.logback.classic.Logger logger && logger.getLevel() == null) {
				logger.setLevel(ch.qos.logback.classic.Level.ERROR);
			}
		}

	}

}
