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

package io.zmqtt;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is logged until it is closed, at all levels, instead of what is otherwise
 * done with it.
 */
public final class CapturedLog implements AutoCloseable {

	private final Map<Logger, Level> levels = new LinkedHashMap<>();

	private final List<Appender<ILoggingEvent>> detached = new ArrayList<>();

	private final List<Line> lines = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			CapturedLog.this.lines.add(Line.of(event));
		}

	};

	private final Logger logger;

	private final boolean additive;

	private CapturedLog(Logger logger) {
		this.logger = logger;
		this.additive = logger.isAdditive();
		for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext();) {
			this.detached.add(all.next());
		}
		this.detached.forEach(logger::detachAppender);
		this.appender.setContext(logger.getLoggerContext());
		this.appender.start();
		logger.addAppender(this.appender);
		logger.setAdditive(false);
		set(logger, Level.TRACE);
	}

	/**
	 * Capture what one class logs.
	 */
	public static CapturedLog of(String logger) {
		return new CapturedLog((Logger) LoggerFactory.getLogger(logger));
	}

	/**
	 * Capture what anybody logs.
	 */
	public static CapturedLog ofAll() {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		CapturedLog log = new CapturedLog(root);
		for (Logger other : root.getLoggerContext().getLoggerList()) {
			if (other != root && other.getLevel() != null) {
				log.set(other, null);
			}
		}
		return log;
	}

	private void set(Logger target, Level level) {
		this.levels.put(target, target.getLevel());
		target.setLevel(level);
	}

	/**
	 * Return all lines, in order.
	 */
	public List<Line> lines() {
		return this.lines;
	}

	/**
	 * Return the messages of a level that contain something.
	 */
	public List<String> messages(Level level, String part) {
		return this.lines.stream()
			.filter((line) -> line.level().equals(level) && line.message().contains(part))
			.map(Line::message)
			.toList();
	}

	@Override
	public void close() {
		this.levels.forEach(Logger::setLevel);
		this.logger.setAdditive(this.additive);
		this.logger.detachAppender(this.appender);
		this.detached.forEach(this.logger::addAppender);
		this.appender.stop();
	}

	/**
	 * A line of a log.
	 *
	 * @param level its level
	 * @param logger who has logged it
	 * @param message its text
	 * @param trace the exception that it shows, or nothing
	 */
	public record Line(Level level, String logger, String message, String trace) {

		private static Line of(ILoggingEvent event) {
			IThrowableProxy failure = event.getThrowableProxy();
			return new Line(event.getLevel(), event.getLoggerName(), event.getFormattedMessage(),
					(failure != null) ? ThrowableProxyUtil.asString(failure) : "");
		}

	}

}
